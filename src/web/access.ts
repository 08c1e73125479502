import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Permission } from '../staff/permissions.js';

/** Who may use a route. */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed_in' }
  | { readonly kind: 'permit'; readonly anyOf: readonly Permission[] };

export const ACCESS = 'desk:access';

/** The route is for people who hold (one of) the permission(s). On a controller it is the default of its routes. */
export function Permit(...anyOf: readonly [Permission, ...Permission[]]): CustomDecorator {
  return SetMetadata(ACCESS, { kind: 'permit', anyOf } satisfies Access);
}

/** The route is for everybody who is signed in, whatever his role. */
export function SignedIn(): CustomDecorator {
  return SetMetadata(ACCESS, { kind: 'signed_in' } satisfies Access);
}

export const FRESH_SIGN_IN = 'desk:fresh-sign-in';

/**
 * The act touches contact data, roles, keys or erasure: whoever does it has proved who he is within the
 * last minutes, or does so with the act (ASVS 7.5.1). Tokens for programs cannot do it at all.
 *
 * @param operation what the person is about to do, as the page that asks him names it
 */
export function FreshSignIn(operation: string): CustomDecorator {
  return SetMetadata(FRESH_SIGN_IN, operation);
}

export const BACKGROUND = 'desk:background';

/** The page asks for it by itself, so it is no use of the session and does not keep it alive. */
export function Background(): CustomDecorator {
  return SetMetadata(BACKGROUND, true);
}

/** The route needs no sign-in. */
export function Public(): CustomDecorator {
  return SetMetadata(ACCESS, { kind: 'public' } satisfies Access);
}
