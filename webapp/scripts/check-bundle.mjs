// Fails the build when what a first visit loads grows past the budget, or when index.html would need a laxer CSP.
import { readFileSync, rmSync, statSync } from 'node:fs';

const BUDGET_BYTES = 55 * 1024;
const dist = new URL('../target/classes/webapp/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
rmSync(new URL('.vite/', dist), { recursive: true });

function initialScripts() {
    const found = new Set();
    const visit = (key) => {
        const chunk = manifest[key];
        if (found.has(chunk.file)) return;
        found.add(chunk.file);
        chunk.imports?.forEach(visit);
    };
    Object.keys(manifest)
        .filter((key) => manifest[key].isEntry)
        .forEach(visit);
    return [...found].filter((file) => file.endsWith('.js'));
}

const sizeOf = (file) => statSync(new URL(`${file}.br`, dist)).size;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;

const scripts = initialScripts();
const total = scripts.reduce((sum, file) => sum + sizeOf(file), 0);
for (const file of scripts) process.stdout.write(`  ${kilobytes(sizeOf(file)).padStart(9)}  ${file}\n`);
process.stdout.write(`Initial JS ${kilobytes(total)} with Brotli, of ${kilobytes(BUDGET_BYTES)}\n`);

const problems = [];
if (total > BUDGET_BYTES) {
    problems.push(
        `Initial JS is ${kilobytes(total)} with Brotli; the budget is ${kilobytes(BUDGET_BYTES)}. ` +
            'Load the new code with its route (lazy), or use a smaller library.',
    );
}
const html = readFileSync(new URL('index.html', dist), 'utf8');
if (/<script(?![^>]*\bsrc=)[^>]*>/i.test(html) || /\son\w+=/i.test(html)) {
    problems.push("index.html has inline code; the gateway's policy (script-src 'self') would block it.");
}
if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    process.exit(1);
}
