import { StandardSchemaValidationPipe } from '@nestjs/common';
import { faultsOf, useJapaneseFaults, validationFailed } from './japanese-faults.js';

/** Checks every route parameter against its schema and says in Japanese what is wrong with which field. */
export function validationPipe(): StandardSchemaValidationPipe {
  useJapaneseFaults();
  return new StandardSchemaValidationPipe({ exceptionFactory: (issues) => validationFailed(faultsOf(issues)) });
}
