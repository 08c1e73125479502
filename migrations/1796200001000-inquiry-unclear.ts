import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The reason code said to a desk that a number was another's (B5). */
export class InquiryUnclear1796200001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE raw_message SET reason = 'inquiry_unclear' WHERE reason = 'other_customer'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE raw_message SET reason = 'other_customer' WHERE reason = 'inquiry_unclear'`);
  }
}
