'use strict';

// Made by the build script of server.template.js.
const http = require('node:http');
const ms = require('ms');

const server = http.createServer((request, response) => response.end(`hello from {{title}}, up ${ms(process.uptime() * 1000)}\n`));
server.listen(process.env.PORT || 5000, () => console.log(`{{title}} listens on ${server.address().port}`));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
