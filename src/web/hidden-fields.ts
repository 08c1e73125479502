import { validationFailed } from './japanese-faults.js';
import type { HiddenFields } from './request-context.js';

/** Takes the hidden fields out of a form's body, so that its schema need not know them. */
export function takeHiddenFields(body: unknown): HiddenFields {
  const take = (name: string): string | undefined => {
    if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return undefined;
    const value: unknown = Reflect.get(body, name);
    Reflect.deleteProperty(body, name);
    return typeof value === 'string' ? value : undefined;
  };
  return { csrf: take('_csrf'), key: take('_key'), version: take('_version'), confirm: take('_confirm'), back: take('_back') };
}

const maxDepth = 32;

/**
 * Refuses what no database column can hold: NUL characters (PostgreSQL) and nesting that no schema of
 * ours has.
 *
 * @throws DomainError validation_failed naming the field
 */
export function refuseUnstorable(value: unknown, path: readonly string[] = []): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw validationFailed([{ field: path.join('.'), message: '使えない文字（NUL）が含まれています。' }]);
    return;
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (path.length > maxDepth) throw validationFailed([{ field: path.slice(0, 3).join('.'), message: '入れ子が深すぎます。' }]);
  for (const [name, inner] of Object.entries(value)) {
    refuseUnstorable(name, path);
    refuseUnstorable(inner, [...path, name]);
  }
}
