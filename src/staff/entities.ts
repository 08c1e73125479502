import type { EntityList } from '../platform/data-sources.js';
import { SessionRow } from './session.entity.js';
import { SignInAttemptRow } from './sign-in-attempt.entity.js';
import { StaffLinkRow } from './staff-link.entity.js';
import { StaffRoleRow } from './staff-role.entity.js';
import { StaffRow } from './staff.entity.js';

/** The tables of this room. */
export const staffEntities: EntityList = [StaffRow, StaffRoleRow, SessionRow, StaffLinkRow, SignInAttemptRow];
