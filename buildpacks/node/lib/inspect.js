// Reads package.json once and writes what the shell scripts want to know: `key`, a digest of all that the installed
// dependencies depend on; `facts`, words; `release.yml`, how the app is started.
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');

const out = process.argv[2];

function fail(message) {
    console.log(` !     ${message}`);
    process.exit(1);
}

function readText(name) {
    try {
        return fs.readFileSync(name, 'utf8');
    } catch (error) {
        if (error.code === 'ENOENT') return undefined;
        fail(`${name} cannot be read: ${error.message}`);
    }
}

// Where a parser stopped, as people count; engines differ in how they word it.
function place(text, message) {
    const position = /at position (\d+)/.exec(message);
    const offset = position ? Number(position[1]) : /end of JSON/.test(message) ? text.length : undefined;
    if (offset === undefined) return '';
    const before = text.slice(0, offset).split('\n');
    return ` line ${before.length}, column ${before.at(-1).length + 1}`;
}

function parse(name, text) {
    try {
        return JSON.parse(text.replace(/^\uFEFF/, ''));
    } catch (error) {
        fail(`${name}${place(text, error.message)}: ${error.message}`);
    }
}

const manifest = parse('package.json', readText('package.json'));
if (manifest === null || typeof manifest !== 'object' || Array.isArray(manifest)) fail('package.json is not an object');
const scripts = manifest.scripts && typeof manifest.scripts === 'object' ? manifest.scripts : {};

const lockName = ['npm-shrinkwrap.json', 'package-lock.json'].find((name) => fs.existsSync(name));
const lock = lockName && readText(lockName);
if (lock !== undefined) parse(lockName, lock);

const relevant = [
    'dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta',
    'bundleDependencies', 'bundledDependencies', 'overrides', 'workspaces', 'engines', 'os', 'cpu',
];
const lifecycle = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
const hash = crypto.createHash('sha256');
hash.update(JSON.stringify([
    process.version, process.arch, process.env.NODE_ENV, Boolean(scripts.build),
    relevant.map((field) => manifest[field]), lifecycle.map((name) => scripts[name]),
    lock, readText('.npmrc'),
    Object.entries(process.env).filter(([name]) => /^npm_config_(?!cache$)/i.test(name)).sort(),
]));
// An install script or a workspace may read any file of the app, so nothing less than a new commit can be relied upon.
if (lifecycle.some((name) => scripts[name]) || manifest.workspaces) hash.update(process.env.GIT_REV || '');

const facts = [];
if (lock !== undefined) facts.push('lock-file');
if (scripts.build) facts.push('build-script');
if (relevant.slice(0, 3).some((field) => Object.keys(manifest[field] || {}).length > 0)) facts.push('dependencies');

// The start script is run as it is, without an npm process above it, unless npm would run more than that.
function startCommand() {
    if (scripts.start) return scripts.prestart || scripts.poststart ? 'npm start' : scripts.start;
    return fs.existsSync('server.js') ? 'node server.js' : undefined;
}

const start = startCommand();
if (start === undefined && !fs.existsSync('Procfile')) {
    fail('Nothing says how to start the app: add a start script to package.json, or a Procfile with a line such as "web: node app.js"');
}
const release = [
    'config_vars:',
    '  PATH: /app/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    '  NODE_ENV: production',
];
if (start !== undefined) release.push('default_process_types:', `  web: ${JSON.stringify(start)}`);

fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(`${out}/key`, `${hash.digest('hex')}\n`);
fs.writeFileSync(`${out}/facts`, `${facts.join(' ')}\n`);
fs.writeFileSync(`${out}/release.yml`, `${release.join('\n')}\n`);
