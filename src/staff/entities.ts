import type { EntityList } from '../platform/data-sources.js';
import { AccessLogRow } from './access-log.entity.js';
import { AccountMailRow } from './account-mail.entity.js';
import { ApiTokenRow } from './api-token.entity.js';
import { KeptFormRow } from './kept-form.entity.js';
import { StaffIdentityRow } from './oidc/staff-identity.entity.js';
import { PasskeyChallengeRow } from './passkeys/passkey-challenge.entity.js';
import { PasskeyRow } from './passkeys/passkey.entity.js';
import { RecoveryCodeRow } from './recovery-code.entity.js';
import { ResetAttemptRow } from './reset-attempt.entity.js';
import { SessionRow } from './session.entity.js';
import { SignInAttemptRow } from './sign-in-attempt.entity.js';
import { SignInStepRow } from './sign-in-step.entity.js';
import { StaffFactorRow } from './staff-factor.entity.js';
import { StaffLinkRow } from './staff-link.entity.js';
import { StaffRoleRow } from './staff-role.entity.js';
import { StaffPreferenceRow } from './staff-preference.entity.js';
import { StaffRow } from './staff.entity.js';

/** The tables of this room. */
export const staffEntities: EntityList = [
  StaffRow, StaffRoleRow, StaffFactorRow, RecoveryCodeRow, SessionRow, SignInStepRow, StaffLinkRow, SignInAttemptRow, ResetAttemptRow, AccountMailRow, KeptFormRow, ApiTokenRow, AccessLogRow,
  PasskeyRow, PasskeyChallengeRow, StaffIdentityRow, StaffPreferenceRow,
];
