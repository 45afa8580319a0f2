import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Message } from './message.ts'
import { quietUntil } from './quiet-hours.ts'
import { bodyOf, mailOf } from './render.ts'
import { checkSignature, replayWindow, signatureOf } from './signature.ts'
import { mailServerShape, targetShape } from './target.ts'

const at = Date.parse('2026-03-01T08:00:00Z')
const message: Message = {
  id: 'm-1',
  kind: 'incidents',
  realm: 'exercise',
  made: at,
  told: [
    {
      incident: 'INC-7',
      event: 'opened',
      severity: 'critical',
      title: { en: '<b>Firmware & "more"</b>', fr: 'Micrologiciel' },
      assets: ['Pump 7'],
      services: ['Drinking water'],
      at,
    },
  ],
  more: 37,
}
const rendering = { language: 'en', zone: 'Europe/Paris', base: 'https://soc.example.org/' } as const

describe('a message as it is written', () => {
  test('says its realm, the gravest and how many more, in the subject and in both bodies', () => {
    const { subject, text, html } = mailOf(message, rendering)
    expect(subject).toBe('[Tocsin] [EXERCISE] Critical: <b>Firmware & "more"</b> (INC-7), and 37 more')
    for (const body of [text, html]) {
      for (const held of ['EXERCISE', 'not a real incident', 'INC-7', 'Pump 7', 'Drinking water', '37 more']) {
        expect(body).toContain(held)
      }
    }
    expect(text).toContain('https://soc.example.org/incidents/INC-7')
    expect(mailOf(message, { ...rendering, language: 'fr' }).subject).toBe(
      '[Tocsin] [EXERCICE] Critique\u00a0: Micrologiciel (INC-7), et 37 autres',
    )
  })

  test.prop([fc.string()])('lets no title become HTML', (title) => {
    const [told] = message.told
    const hostile = { ...message, told: told === undefined ? [] : [{ ...told, title: { en: `<${title}>`, fr: '' } }] }
    const tags = mailOf(hostile, rendering).html.match(/<[^>]*>/g) ?? []
    expect(
      tags.every((tag) =>
        /^<(?:!doctype html|\/?(?:html|head|body|a)|br|meta|html lang="en"|meta charset="utf-8"|a href="[^"<>]*")>$/.test(
          tag,
        ),
      ),
    ).toBe(true)
  })

  test('is the same bytes of JSON each time, with its schema', () => {
    expect(bodyOf(message, rendering)).toBe(bodyOf(message, rendering))
    expect(JSON.parse(bodyOf(message, rendering))).toEqual({
      schema: 'tocsin.notification/1',
      id: 'm-1',
      kind: 'incidents',
      madeAt: '2026-03-01T08:00:00.000Z',
      realm: 'exercise',
      subject: '[Tocsin] [EXERCISE] Critical: <b>Firmware & "more"</b> (INC-7), and 37 more',
      incidents: [
        {
          id: 'INC-7',
          event: 'opened',
          severity: 'critical',
          title: '<b>Firmware & "more"</b>',
          link: 'https://soc.example.org/incidents/INC-7',
          assets: ['Pump 7'],
          services: ['Drinking water'],
          at: '2026-03-01T08:00:00.000Z',
        },
      ],
      more: 37,
    })
  })
})

describe('a signature', () => {
  test.prop([fc.string(), fc.string()])('is good for its body, secret and time alone', (secret, body) => {
    const header = signatureOf(secret, at / 1000, body)
    expect(checkSignature(secret, header, body, at)).toBe('good')
    expect(checkSignature(secret, header, `${body}x`, at)).toBe('forged')
    expect(checkSignature(`${secret}x`, header, body, at)).toBe('forged')
    expect(checkSignature(secret, header.replace('t=1', 't=2'), body, at)).toBe('forged')
    expect(checkSignature(secret, header, body, at + (replayWindow + 1) * 1000)).toBe('replayed')
  })

  test('is the one of the guide', () => {
    expect(signatureOf('secret', 1700000000, '{}')).toBe(
      't=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163',
    )
  })

  test.prop([fc.string()])('that is none is unreadable', (header) => {
    expect(checkSignature('s', header, '', at)).toBe('unreadable')
  })
})

describe('quiet hours', () => {
  test.each([
    ['2026-03-01T21:00:00Z', '2026-03-02T06:00:00Z'],
    ['2026-03-02T05:59:59Z', '2026-03-02T06:00:00Z'],
    ['2026-03-02T06:00:00Z', undefined],
    ['2026-03-01T20:59:00Z', undefined],
    // The night in which clocks go forward is an hour shorter.
    ['2026-03-28T22:00:00Z', '2026-03-29T05:00:00Z'],
  ])('from 22:00 to 07:00 in Paris, at %s, end at %s', (now, end) => {
    const until = quietUntil({ from: '22:00', to: '07:00' }, 'Europe/Paris', Date.parse(now))
    expect(until === undefined ? undefined : new Date(until).toISOString().replace('.000', '')).toBe(end)
  })

  test('are none where there are none', () => {
    expect(quietUntil(null, 'UTC', at)).toBeUndefined()
    expect(
      targetShape.safeParse({
        name: 'x',
        rule: { quiet: { from: '07:00', to: '07:00' } },
        via: { kind: 'mail', to: ['a@b.org'] },
      }).success,
    ).toBe(false)
  })
})

describe('what is refused', () => {
  test.each(['a', 'a@b', 'a b@c.org', '"x"@c.org', 'a@c.org\r\nBcc: d@e.org', 'a@[127.0.0.1]', '<a@c.org>'])(
    '%j as an address',
    (to) => {
      expect(targetShape.safeParse({ name: 'x', via: { kind: 'mail', to: [to] } }).success).toBe(false)
    },
  )

  test('is a password over a line that is not sealed', () => {
    const server = { host: 'relay', from: 'tocsin@example.org', security: 'none' }
    expect(mailServerShape.safeParse(server).success).toBe(true)
    expect(mailServerShape.safeParse({ ...server, user: 'tocsin' }).success).toBe(false)
  })
})
