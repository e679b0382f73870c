// Package idempotency pays an order once, from any number of machines, whatever crashes.
//
// The service has no idempotency keys. This package keeps them in a database that the
// merchant already runs. Each call that moves money has a key of an order and a step; what
// became of it is recorded there, beginning before anything is sent.
//
// A [Store] is where the records are kept. [NewSQL] makes one in PostgreSQL or SQLite;
// [NewMemory] makes one for tests, which ends with its process.
package idempotency
