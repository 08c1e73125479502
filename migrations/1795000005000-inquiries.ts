import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Inquiries1795000005000 implements MigrationInterface {
  async up(_runner: QueryRunner): Promise<void> {}

  async down(_runner: QueryRunner): Promise<void> {}
}
