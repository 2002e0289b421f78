// What the libraries of Node 20 and 22 ask of their C++ part and that of Node 24 does not: other names, other
// shapes. Everything else is the same, and the bindings are those of Node 24.

import { FileSystemError } from '../../files/file-system.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { Binding } from '../guest.ts';

type OnBytes = (bytes: Uint8Array, ...rest: unknown[]) => unknown;

/** Methods of buffers, where Node 24 has functions that take the buffer first. */
function bufferMethods(binding: Binding): Binding {
  const names = Object.keys(binding).filter((name) => /(?:Slice|Write|WriteStatic)$/.test(name));
  return Object.fromEntries(
    names.map((name) => {
      const onBytes = binding[name] as OnBytes;
      const method = function (this: Uint8Array, ...rest: unknown[]): unknown {
        return onBytes(this, ...rest);
      };
      return [name.replace(/Static$/, ''), method];
    }),
  );
}

type ResolveMain = (folder: string, main: unknown, base: string) => number;

/** package.json is read by the library itself, and named by its address. */
function packageReader({ machine }: NodeEnvironment, { legacyMainResolve }: Binding): Binding {
  const resolveMain = legacyMainResolve as ResolveMain;
  return {
    legacyMainResolve: (url: string, main: unknown, base: string) =>
      resolveMain(decodeURI(url.slice('file://'.length, url.lastIndexOf('/'))), main, base),
    internalModuleReadJSON(path: string) {
      try {
        const text = machine.files.readText(path);
        return [text, /"(?:main|exports|imports|name|type)"/.test(text)];
      } catch (error) {
        if (error instanceof FileSystemError) return [];
        throw error;
      }
    },
  };
}

/** The binding as an older release has it. */
export function asInRelease(
  major: number,
  { name, binding }: { readonly name: string; readonly binding: Binding },
  environment: NodeEnvironment,
): Binding {
  if (major >= 24) return binding;
  if (name === 'buffer') {
    // Simplified: the bytes are copied, and the old buffer keeps its own.
    const detachArrayBuffer = (buffer: ArrayBuffer): ArrayBuffer => buffer.slice(0);
    return { ...binding, ...bufferMethods(binding), detachArrayBuffer };
  }
  if (major >= 22) return binding;
  if (name === 'fs') return { ...binding, ...packageReader(environment, binding) };
  if (name === 'messaging') return { ...binding, JSTransferable: class JSTransferable {} };
  return binding;
}
