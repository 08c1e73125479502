import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Analysis1795000006000 implements MigrationInterface {
  async up(_runner: QueryRunner): Promise<void> {}

  async down(_runner: QueryRunner): Promise<void> {}
}
