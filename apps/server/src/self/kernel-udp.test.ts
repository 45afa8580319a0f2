import { createSocket } from 'node:dgram'
import { expect, test } from 'vitest'
import { kernelUdp, rcvbufErrors, socketsIn } from './kernel-udp.ts'

test('the drops of a socket of ours are read, and of nobody else’s', () => {
  const text = [
    '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
    '  518: 00000000:0202 00000000:0000 07 00000000:00000340 00:00000000 00000000     0        0 4711 2 0000000000000000 42',
    '  519: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4712 2 0000000000000000 7',
  ].join('\n')
  expect(socketsIn(text, new Set(['4711']))).toEqual([{ port: 514, drops: 42, waiting: 832 }])
  expect(socketsIn('no table', new Set(['4711']))).toEqual([])
})

test('the machine’s drops are found by name, wherever a kernel puts the column', () => {
  expect(rcvbufErrors('Udp: InDatagrams NoPorts RcvbufErrors\nUdp: 10 2 33\n')).toBe(33)
  expect(rcvbufErrors('Tcp: A\nTcp: 1\n')).toBe(0)
})

test.runIf(process.platform === 'linux')('a socket that is open here is found in the kernel’s table', async () => {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  expect(kernelUdp()?.own.map((one) => one.port)).toContain(port)
  socket.close()
})
