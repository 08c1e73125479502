import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Staff1795000003000 implements MigrationInterface {
  async up(_runner: QueryRunner): Promise<void> {}

  async down(_runner: QueryRunner): Promise<void> {}
}
