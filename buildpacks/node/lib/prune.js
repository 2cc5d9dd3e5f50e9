// Removes the packages that only development needs from a node_modules folder that npm made, by what npm wrote about it.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const root = process.argv[2];
const written = JSON.parse(fs.readFileSync(path.join(root, 'node_modules/.package-lock.json'), 'utf8'));
for (const [name, entry] of Object.entries(written.packages)) {
    if (entry.dev) fs.rmSync(path.join(root, name), { recursive: true, force: true });
}

// Commands of what is gone.
const bin = path.join(root, 'node_modules/.bin');
for (const name of fs.existsSync(bin) ? fs.readdirSync(bin) : []) {
    if (!fs.existsSync(path.join(bin, name))) fs.rmSync(path.join(bin, name));
}
