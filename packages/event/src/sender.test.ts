import { expect, test } from 'vitest'
import { senderOf } from './sender.ts'

test.each([
  ['10.2.3.4:5140', '10.2.3.4'],
  ['[2001:db8::7]:514', '2001:db8::7'],
  ['pump-relay@10.2.3.4:6514', '10.2.3.4'],
  ['windows collector@192.0.2.9', '192.0.2.9'],
  ['auth.log', 'auth.log'],
  ['odd@', 'odd@'],
  ['', ''],
])('%s was sent by %s', (peer, sender) => {
  expect(senderOf(peer)).toBe(sender)
})
