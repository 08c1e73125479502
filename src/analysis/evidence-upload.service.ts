import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { wholeAt } from '../platform/content/collect.js';
import type { Scope } from '../platform/scope.js';
import type { NewEvidenceBody } from './analysis.schemas.js';
import type { EvidenceItemRow } from './evidence.entity.js';
import { Evidence } from './evidence.service.js';

/** Puts a file on record that an analyst uploads. */
@Injectable()
export class EvidenceUpload {
  constructor(
    private readonly clock: Clock,
    private readonly evidence: Evidence,
  ) {}

  /** @throws DomainError not_found, validation_failed, time_in_future */
  async take(scope: Scope, inquiryId: string, body: NewEvidenceBody): Promise<EvidenceItemRow> {
    const { file, receivedFrom, statedSha256, zone } = body;
    return this.evidence.receive({ kind: 'staff', scope }, {
      inquiryId,
      fileName: file.fileName,
      source: wholeAt(file.bytes),
      receivedVia: 'upload',
      receivedFrom,
      receivedAt: body.receivedAt ?? this.clock.now(),
      logRequestId: body.logRequestId === '' ? null : body.logRequestId,
      statedSha256,
      coveredFrom: body.coveredFrom ?? null,
      coveredTo: body.coveredTo ?? null,
      zone,
    });
  }
}
