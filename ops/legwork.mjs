#!/usr/bin/env node
// `npx legwork`. Plain JavaScript: an older Node has to get as far as the message that says which one is needed.
import '../tools/preflight.mjs';

const { main } = await import('./main.ts');
await main(process.argv.slice(2));
