// What a bare Fastify answers to the same POST: node bare-server.mjs PORT
import Fastify from 'fastify';

const server = Fastify();
server.post('/api/v1/inquiries', (_request, reply) => reply.status(201).send({ id: '01a1fd1e-65e5-7659-9e50-b00265272d43', number: '26-000001-9', version: 1 }));
await server.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
