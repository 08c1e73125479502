/** What one look at the set-up found. `warn` does not stop the desk, `wrong` does or will. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'wrong';
  /** In plain words, with what to do where something is to be done. */
  readonly says: string;
}

export const ok = (says: string): Finding => ({ state: 'ok', says });
export const warn = (says: string): Finding => ({ state: 'warn', says });
export const wrong = (says: string): Finding => ({ state: 'wrong', says });

/** One thing the doctor looks at. */
export interface Check {
  readonly name: string;
  readonly look: () => Promise<Finding> | Finding;
}

/** A check that could not be carried out is itself something wrong. */
export async function lookAt(check: Check): Promise<Finding & { readonly name: string }> {
  try {
    return { name: check.name, ...(await check.look()) };
  } catch (error) {
    return { name: check.name, ...wrong(error instanceof Error ? error.message : String(error)) };
  }
}
