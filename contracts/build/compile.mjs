// Compiles every deployable contract to <Name>.json {contractName, abi, bytecode} among the Java resources.
// With --check it writes nothing and fails when the committed files are not what the sources give.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractsFolder, packagesFolder, solc } from './tools.mjs';

const sourceFolder = join(contractsFolder, 'src/main/solidity');
const artifactFolder = join(contractsFolder, 'src/main/resources/org/tributary/contracts/artifacts');

const settings = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 1000 },
  // No metadata hash: the same code must give the same bytes on every machine.
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
};

function sources() {
  const names = readdirSync(sourceFolder, { recursive: true }).filter((name) => name.endsWith('.sol')).sort();
  return Object.fromEntries(names.map((name) => [name, { content: readFileSync(join(sourceFolder, name), 'utf8') }]));
}

function findImport(path) {
  const file = join(packagesFolder, path);
  return existsSync(file) ? { contents: readFileSync(file, 'utf8') } : { error: `not found: ${path}` };
}

function compile() {
  const own = sources();
  const input = { language: 'Solidity', sources: own, settings };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }));
  // Warnings count in our own sources only.
  const problems = (output.errors ?? []).filter(
    (each) => each.severity === 'error' || (each.severity === 'warning' && each.sourceLocation?.file in own),
  );
  if (problems.length > 0) {
    console.error(problems.map((each) => each.formattedMessage).join('\n'));
    process.exit(1);
  }
  return Object.keys(own).flatMap((source) => Object.entries(output.contracts[source] ?? {}));
}

/** Above this no chain takes a contract (EIP-170); a development chain may not care, so we do. */
const maxDeployedBytes = 24576;

function requireDeployable([name, contract]) {
  const bytes = contract.evm.deployedBytecode.object.length / 2;
  if (bytes <= maxDeployedBytes) return true;
  console.error(`${name} is ${bytes} bytes when deployed, above ${maxDeployedBytes}`);
  process.exit(1);
}

const libraries = ['Epochs', 'Lineage', 'MerkleList', 'MerkleSum', 'Receipts'];

function artifacts() {
  return new Map(
    compile()
      // Interfaces have no code; a library of internal functions is inlined where it is used.
      .filter(([name, contract]) => contract.evm.bytecode.object !== '' && !libraries.includes(name))
      .filter(requireDeployable)
      .map(([name, contract]) => {
        const artifact = { contractName: name, abi: contract.abi, bytecode: '0x' + contract.evm.bytecode.object };
        return [`${name}.json`, JSON.stringify(artifact, null, 1) + '\n'];
      }),
  );
}

function check(expected) {
  const committed = existsSync(artifactFolder) ? readdirSync(artifactFolder) : [];
  const differing = [...new Set([...expected.keys(), ...committed])].filter((name) => {
    const file = join(artifactFolder, name);
    return !existsSync(file) || readFileSync(file, 'utf8') !== expected.get(name);
  });
  if (differing.length > 0) {
    console.error(`artifacts differ from their sources: ${differing.join(', ')}; run contracts/build/compile.sh`);
    process.exit(1);
  }
  console.log(`${expected.size} artifacts match their sources`);
}

function write(compiled) {
  rmSync(artifactFolder, { recursive: true, force: true });
  mkdirSync(artifactFolder, { recursive: true });
  for (const [name, text] of compiled) {
    writeFileSync(join(artifactFolder, name), text);
    console.log(`${name}: ${(JSON.parse(text).bytecode.length - 2) / 2} bytes`);
  }
}

const compiled = artifacts();
if (process.argv.includes('--check')) check(compiled);
else write(compiled);
