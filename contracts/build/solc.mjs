#!/usr/bin/env node
// npm's solc with the command line that forge expects: --version, or standard JSON from stdin to stdout.
import { readFileSync } from 'node:fs';
import { solc } from './tools.mjs';

if (process.argv.includes('--version')) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else {
  process.stdout.write(solc.compile(readFileSync(0, 'utf8')));
}
