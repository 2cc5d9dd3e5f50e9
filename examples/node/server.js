'use strict';

const express = require('express');
const { name, version } = require('./package.json');

const app = express();
app.disable('x-powered-by');

app.get('/', (request, response) => {
    response.type('text').send(`${name} ${version}\n`);
});

app.get('/health', (request, response) => {
    response.json({ status: 'ok', uptime: process.uptime() });
});

// Server-sent events: the time, once a second, until the client leaves.
app.get('/events', (request, response) => {
    response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    response.flushHeaders();
    const timer = setInterval(() => response.write(`data: ${new Date().toISOString()}\n\n`), 1000);
    request.on('close', () => clearInterval(timer));
});

const server = app.listen(process.env.PORT || 5000, () => {
    console.log(`${name} ${version} listens on ${server.address().port}`);
});

// Requests that are being answered are answered to their end.
process.on('SIGTERM', () => {
    console.log('stopping');
    server.close(() => process.exit(0));
    server.closeIdleConnections();
});
