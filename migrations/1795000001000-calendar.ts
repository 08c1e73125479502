import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Calendar1795000001000 implements MigrationInterface {
  async up(_runner: QueryRunner): Promise<void> {}

  async down(_runner: QueryRunner): Promise<void> {}
}
