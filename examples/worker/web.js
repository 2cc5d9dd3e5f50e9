'use strict';

const http = require('node:http');

const server = http.createServer((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(`${JSON.stringify({ process: process.env.DYNO, revision: process.env.GIT_REV })}\n`);
});

server.listen(process.env.PORT || 5000, () => console.log(`web listens on ${server.address().port}`));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
