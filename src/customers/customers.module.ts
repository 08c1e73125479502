import { Module } from '@nestjs/common';
import { CustomerQueries } from './customer.queries.js';

@Module({ providers: [CustomerQueries], exports: [CustomerQueries] })
export class CustomersModule {}
