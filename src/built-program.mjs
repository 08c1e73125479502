// Loads files of the built program, `dist/desk`, with what V8 had compiled of them when they were built.
// Node 20 keeps nothing compiled between two starts, and compiling is a fifth of a start.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Script } from 'node:vm';

const sealBytes = 32;

export class BuiltProgram {
  #folder;
  /** Finds packages as a file of the folder would. */
  #require;
  /** What was loaded, by the name of its file. */
  #loaded = new Map();

  constructor(folder) {
    this.#folder = resolve(folder);
    this.#require = createRequire(join(this.#folder, 'any.cjs'));
  }

  /** What a file exports, such as `main.cjs`. */
  load(name) {
    // With --enable-source-maps Node tells lines of sources only for files that it loads itself.
    if (process.sourceMapsEnabled) return this.#require(`./${name}`);
    return (this.#loaded.get(name) ?? this.#run(name)).module.exports;
  }

  /** Keeps for later starts what was compiled of all that is loaded: what was run, not functions that were not. */
  keepCompiled() {
    for (const [name, { source, script }] of this.#loaded) {
      const compiled = script.createCachedData();
      writeFileSync(this.#compiledFile(name), Buffer.concat([seal(source, compiled), compiled]));
    }
  }

  #run(name) {
    const filename = join(this.#folder, name);
    const source = readFileSync(filename);
    const script = new Script(asFunction(source), { filename, cachedData: this.#compiledOf(name, source) });
    const one = { module: { exports: {} }, source, script };
    // Before it runs, since two files may need each other.
    this.#loaded.set(name, one);
    const requireFromBuilt = (id) => (id.startsWith('./') ? this.load(id.slice('./'.length)) : this.#require(id));
    try {
      script.runInThisContext().call(one.module.exports, one.module.exports, requireFromBuilt, one.module, filename, this.#folder);
    } catch (error) {
      // Half of it would be taken for the whole by whoever asks next.
      this.#loaded.delete(name);
      throw error;
    }
    return one;
  }

  /**
   * Nothing where it was compiled of another source or is damaged: V8 itself compares no more of the
   * source than its length. What another version of V8 or other flags made it refuses by itself.
   */
  #compiledOf(name, source) {
    const file = this.#compiledFile(name);
    const kept = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    const compiled = kept.subarray(sealBytes);
    return seal(source, compiled).equals(kept.subarray(0, sealBytes)) ? compiled : undefined;
  }

  #compiledFile(name) {
    return join(this.#folder, `${name}.compiled`);
  }
}

function seal(source, compiled) {
  return createHash('sha256').update(source).update(compiled).digest();
}

/** As Node's own loader wraps a file, on one line with its first, so that lines stay those of the file. */
function asFunction(source) {
  return `(function (exports, require, module, __filename, __dirname) { ${source}\n})`;
}
