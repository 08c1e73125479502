import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Customers1795000002000 implements MigrationInterface {
  async up(_runner: QueryRunner): Promise<void> {}

  async down(_runner: QueryRunner): Promise<void> {}
}
