// Fails the build when what a first visit loads grows past the budget, or when index.html would need a laxer CSP.
import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 150 * 1024;
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

function languageChunks() {
    return ['src/shared/i18n/ru.ts', 'src/shared/i18n/uk.ts']
        .map((key) => manifest[key]?.file)
        .filter(Boolean);
}

const sizeOf = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;

const scripts = initialScripts();
const ownLanguage = Math.max(0, ...languageChunks().map(sizeOf));
const total = scripts.reduce((sum, file) => sum + sizeOf(file), ownLanguage);
for (const file of scripts) process.stdout.write(`  ${kilobytes(sizeOf(file)).padStart(9)}  ${file}\n`);
process.stdout.write(`  ${kilobytes(ownLanguage).padStart(9)}  the largest language\n`);
process.stdout.write(`Initial JS ${kilobytes(total)} gzip of ${kilobytes(BUDGET_BYTES)}\n`);

const problems = [];
if (total > BUDGET_BYTES) {
    problems.push(
        `Initial JS is ${kilobytes(total)} gzip; the budget is ${kilobytes(BUDGET_BYTES)}. ` +
            'Load the new code with its route (lazy), or use a smaller library.',
    );
}
const html = readFileSync(new URL('index.html', dist), 'utf8');
if (/<script(?![^>]*\bsrc=)[^>]*>/i.test(html) || /\son\w+=/i.test(html) || /<style/i.test(html)) {
    problems.push(
        "index.html has inline code or style; the gateway's policy (script-src 'self') would block it.",
    );
}
if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    process.exit(1);
}
