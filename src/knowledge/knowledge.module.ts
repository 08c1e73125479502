import { Module } from '@nestjs/common';
import { HearingModule } from '../hearing/hearing.module.js';
import { InquiriesModule } from '../inquiries/inquiries.module.js';
import { GuideController } from './guide.controller.js';
import { GuideParts } from './guide-parts.service.js';
import { ThreatGuide } from './threat-guide.service.js';

/** What the desk knows of threats in plain words. */
@Module({
  imports: [HearingModule, InquiriesModule],
  controllers: [GuideController],
  providers: [GuideParts, ThreatGuide],
  exports: [ThreatGuide],
})
export class KnowledgeModule {}
