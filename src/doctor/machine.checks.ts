import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config.js';
import { ok, warn, wrong, type Check } from './check.js';

const gibibyte = 1024 ** 3;
const lowSpaceBytes = gibibyte;
const noSpaceBytes = gibibyte / 10;

/** The machine the desk runs on: Node, time zone, disk, who may read the data. */
export function machineChecks(config: Config): readonly Check[] {
  return [
    { name: 'node', look: () => nodeVersion(process.versions.node) },
    { name: 'time zone', look: timeZone },
    { name: 'disk', look: () => diskSpace(config.dataDir) },
    { name: 'data folder', look: () => dataFolder(config.dataDir) },
  ];
}

function nodeVersion(version: string): ReturnType<Check['look']> {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) return wrong(`Node ${version} is too old; the desk needs 20.19 or later.`);
  return major < 22 ? ok(`Node ${version}; 24 is recommended, 20 gets no more security fixes.`) : ok(`Node ${version}.`);
}

function timeZone(): ReturnType<Check['look']> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return ok(`The machine is set to ${zone}. The desk computes in Japanese time whatever this says.`);
}

function diskSpace(dataDir: string): ReturnType<Check['look']> {
  const { bavail, bsize } = statfsSync(nearestExisting(dataDir));
  const free = bavail * bsize;
  const says = `${(free / gibibyte).toFixed(1)} GiB free where the data lies.`;
  if (free < noSpaceBytes) return wrong(`${says} Make room now: soon nothing can be saved.`);
  return free < lowSpaceBytes ? warn(`${says} Make room before it runs out.`) : ok(says);
}

function dataFolder(dataDir: string): ReturnType<Check['look']> {
  if (!existsSync(dataDir)) return warn(`${dataDir} does not exist yet; \`desk migrate\` makes it.`);
  const openToOthers = (statSync(dataDir).mode & 0o077) !== 0;
  return openToOthers ? wrong(`Other users of this machine can read ${dataDir}: chmod 700 it.`) : ok(`${dataDir} is readable by its owner only.`);
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
