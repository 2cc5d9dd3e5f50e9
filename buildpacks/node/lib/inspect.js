// Reads package.json once and writes what the shell scripts want to know: `key`, a digest of all that the installed
// dependencies depend on; `facts`, words; `manager`, what installs them; `tool`, the package that has to be fetched for
// that; `build`, the script that builds; `release.yml`, how the app is started.
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

const lockFiles = {
    'npm-shrinkwrap.json': 'npm', 'package-lock.json': 'npm', 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'yarn',
};

// What installs the dependencies: what package.json names, else whose lock file there is, else npm.
function chooseManager() {
    const [, named, version] = /^(npm|pnpm|yarn)@([0-9][0-9A-Za-z.-]*)/.exec(manifest.packageManager || '') || [];
    const present = Object.keys(lockFiles).filter((name) => fs.existsSync(name));
    const locks = present.filter((name) => !named || lockFiles[name] === named);
    if (new Set(locks.map((name) => lockFiles[name])).size > 1) {
        fail(`There are two lock files, ${locks.join(' and ')}: remove one, or say in package.json which packageManager it is`);
    }
    const name = named || lockFiles[locks[0]] || 'npm';
    const lock = locks[0] && readText(locks[0]);
    if (name === 'npm' && lock !== undefined) parse(locks[0], lock);
    return { name, version, lock, lockName: locks[0] };
}

// The package of the registry that has the package manager; none when npm does, which is there.
function toolOf({ name, version, lock }) {
    const asked = version || (manifest.engines && manifest.engines[name]);
    if (name === 'npm') return version ? `npm@${version}` : '';
    if (name === 'pnpm') {
        const format = Number(/^lockfileVersion: '?(\d+)/m.exec(lock || '')?.[1] || 9);
        return `pnpm@${asked || { 5: 7, 6: 8 }[format] || 10}`;
    }
    if (isBerry) return yarnPath ? '' : `@yarnpkg/cli-dist@${asked || 4}`;
    return `yarn@${asked || 1}`;
}

const manager = chooseManager();
const yarnRc = readText('.yarnrc.yml');
const isBerry = manager.name === 'yarn' &&
    (manager.version ? !manager.version.startsWith('1.') : /^__metadata:/m.test(manager.lock || '') || yarnRc !== undefined);
const yarnPath = /^yarnPath:\s*["']?([^"'\s]+)/m.exec(yarnRc || '')?.[1];
const linker = /^nodeLinker:\s*["']?([a-z-]+)/m.exec(yarnRc || '')?.[1] || 'pnp';
const tool = toolOf(manager);
const build = ['heroku-postbuild', 'build'].find((name) => scripts[name]);

const relevant = [
    'dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta',
    'bundleDependencies', 'bundledDependencies', 'overrides', 'resolutions', 'dependenciesMeta', 'pnpm', 'packageManager',
    'workspaces', 'engines', 'os', 'cpu',
];
const lifecycle = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
const specs = relevant.slice(0, 3).flatMap((field) => Object.values(manifest[field] || {})).map(String);
const isWorkspace = Boolean(manifest.workspaces) || fs.existsSync('pnpm-workspace.yaml');
const isLocal = isWorkspace || specs.some((spec) => /^(file|link|portal|workspace|patch):|^\.{0,2}\//.test(spec));
const hash = crypto.createHash('sha256');
hash.update(JSON.stringify([
    process.version, process.arch, process.env.NODE_ENV, build || false, tool,
    relevant.map((field) => manifest[field]), lifecycle.map((name) => scripts[name]), manager.lock,
    ['.npmrc', '.yarnrc', '.yarnrc.yml', '.pnpmfile.cjs', 'pnpm-workspace.yaml'].map(readText),
    Object.entries(process.env).filter(([name]) => /^(npm_config|yarn|pnpm)_/i.test(name) && !/_(cache|store_dir|global_folder)$/i.test(name)).sort(),
]));
// An install script, a workspace or a patch may read any file of the app, so nothing less than a new commit can be
// relied upon.
if (lifecycle.some((name) => scripts[name]) || isLocal || manifest.pnpm?.patchedDependencies) hash.update(process.env.GIT_REV || '');

const facts = [];
if (manager.lock !== undefined) facts.push('lock-file');
if (build) facts.push('build-script');
if (specs.length > 0) facts.push('dependencies');
if (isWorkspace) facts.push('workspace');
if (isBerry) facts.push('berry');
if (isBerry && linker === 'pnp') facts.push('plug-and-play');
// Dependencies on folders of the app cannot be told from those that only the build needs by looking at the lock file.
if (build && !isLocal && Object.keys(manifest.devDependencies || {}).length > 0) facts.push('prune');

// The start script is run as it is, without an npm process above it, unless npm would run more than that.
function startCommand() {
    if (scripts.start) return scripts.prestart || scripts.poststart ? `${manager.name} start` : scripts.start;
    return fs.existsSync('server.js') ? 'node server.js' : undefined;
}

const start = startCommand();
// What a later buildpack starts is its own affair.
const isLast = !/\bnode\s+\S/.test(process.env.SAMPAN_BUILDPACKS || '');
if (start === undefined && isLast && !fs.existsSync('Procfile')) {
    console.log(' !     Nothing says how to start the app: add a start script to package.json, or a Procfile with a line such as "web: node app.js".');
    fail(build
        ? 'When its build makes a site of static files, add a file .buildpacks with the two lines "node" and "static"'
        : `package.json has no start script${manifest.main ? `, and what it names as main is not started by itself: write "start": "node ${manifest.main}"` : ''}`);
}
const commands = `${start || ''}\n${readText('Procfile') || ''}`;
if (tool && new RegExp(`(^|[^\\w./-])${manager.name}(\\s|$)`, 'm').test(commands)) facts.push('tool-at-run-time');
const tools = facts.includes('tool-at-run-time') ? '/app/.sampan/tools/bin:' : '';
const release = [
    'config_vars:',
    `  PATH: ${tools}/app/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    '  NODE_ENV: production',
];
if (facts.includes('plug-and-play')) release.push('  NODE_OPTIONS: --require /app/.pnp.cjs@LOADER@');
if (start !== undefined) release.push('default_process_types:', `  web: ${JSON.stringify(start)}`);

fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(`${out}/key`, `${hash.digest('hex')}\n`);
fs.writeFileSync(`${out}/facts`, `${facts.join(' ')}\n`);
fs.writeFileSync(`${out}/manager`, `${manager.name}\n`);
fs.writeFileSync(`${out}/tool`, `${tool}\n`);
fs.writeFileSync(`${out}/yarn-path`, `${yarnPath || ''}\n`);
fs.writeFileSync(`${out}/build`, `${build || ''}\n`);
fs.writeFileSync(`${out}/release.yml`, `${release.join('\n')}\n`);
