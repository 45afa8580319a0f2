#!/usr/bin/env node
// libuv reads this when its pool is first used; four slow queries must not delay file work (docs/adr/0002).
process.env['UV_THREADPOOL_SIZE'] ??= '16'
const { main } = await import('../dist/main.js').catch((cause) => {
  console.error('tocsin is not built yet: run `npm run build` first.')
  throw cause
})
await main(process.argv)
