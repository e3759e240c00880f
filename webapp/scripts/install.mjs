// Installs the packages of package-lock.json, unless that very file was installed here before.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`The Mini App builds on Node 20.19 or later; this is ${process.version}.\n`);
    process.exit(1);
}

const root = new URL('../', import.meta.url);
const stamp = new URL('node_modules/.atelier-installed', root);
const lock = createHash('sha256')
    .update(readFileSync(new URL('package-lock.json', root)))
    .update(process.version)
    .digest('hex');

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) process.exit(0);

const { status } = spawnSync('npm', ['ci', '--silent'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
});
if (status !== 0) {
    process.stderr.write('npm ci failed: the packages could not be fetched. See the lines above.\n');
    process.exit(status ?? 1);
}
writeFileSync(stamp, lock);
