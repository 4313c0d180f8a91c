// Finds the folder that tools.sh installed.
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const buildFolder = dirname(fileURLToPath(import.meta.url));
export const contractsFolder = resolve(buildFolder, '..');
export const toolsFolder = process.env.TRIBUTARY_TOOLS ?? resolve(contractsFolder, '../.tributary/tools');
export const packagesFolder = join(toolsFolder, 'node_modules');
export const solc = createRequire(join(toolsFolder, 'package.json'))('solc');
