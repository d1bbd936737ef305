// Runs after npm has installed the package. It brings ONNX Runtime and SQLite for every platform, since no registry has
// them by platform; the others' builds, 130 MB, are removed here. Nothing depends on it: where scripts are off, they stay.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const builds = fileURLToPath(new URL('node_modules/onnxruntime-node/bin/napi-v6', import.meta.url));
const databases = fileURLToPath(new URL('node_modules/@photostructure/sqlite/prebuilds', import.meta.url));
// `npm install --os linux --cpu arm64` installs for another machine.
const os = process.env.npm_config_os || process.platform;
const cpu = process.env.npm_config_cpu || process.arch;

function keepOnly(folder, name) {
  if (!existsSync(`${folder}/${name}`)) return;
  for (const other of readdirSync(folder)) {
    if (other !== name) rmSync(`${folder}/${other}`, { recursive: true, force: true });
  }
}

try {
  if (existsSync(`${builds}/${os}/${cpu}`)) {
    keepOnly(builds, os);
    keepOnly(`${builds}/${os}`, cpu);
    keepOnly(databases, `${os}-${cpu}`);
  }
} catch {
  // It takes more room than it needs, and works.
}
