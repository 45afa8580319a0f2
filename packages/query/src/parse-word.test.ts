import { describe, expect, it } from 'vitest'
import { parse } from './parse.ts'
import { print } from './print.ts'

const where = (text: string) => {
  const search = parse(text)
  return search.ok ? search.value.where : search.error
}

describe('an expression', () => {
  it('stands between two /, which is escaped inside', () => {
    expect(where('cmd:/-enc\\s+[A-Z\\/]/')).toEqual({
      kind: 'regex',
      field: 'process.cmd_line',
      pattern: '-enc\\s+[A-Z/]',
    })
    expect(where('(url:/a|b/ OR host:c)')).toMatchObject({ kind: 'or', of: [{ kind: 'regex', pattern: 'a|b' }, {}] })
    expect(where('host!=/lamp-\\d+/')).toMatchObject({ kind: 'and', of: [{ kind: 'exists' }, { kind: 'not' }] })
  })

  it('is not a path', () => {
    for (const path of ['/etc/passwd', '/tmp', '/var/log/x.log', '/', '//']) {
      expect(where(`file:${path}`)).toMatchObject({ kind: 'cmp', value: path })
    }
    expect(where('file:"/tmp/"')).toMatchObject({ kind: 'cmp', value: '/tmp/' })
  })

  it('is printed so that it is read as itself, also beside paths', () => {
    for (const text of ['file:"/tmp/"', 'file:"/tmp" url:x/', 'cmd:/a\\/b\\\\/', 'cmd:/a\\ b/']) {
      const search = parse(text)
      if (!search.ok) throw new Error(text)
      expect(parse(print(search.value)), text).toEqual(search)
    }
  })

  it('is refused in its place: with white space, lookaround, back-references, brackets without partner, too long', () => {
    for (const text of [
      'host:/a b/',
      'host:/(?=a)b/',
      'host:/(?<!a)b/',
      'host:/(a)\\1/',
      'host:/(a/',
      'host:/[a/',
      'host:/a)/',
    ]) {
      expect(where(`x ${text}`), text).toMatchObject({ code: 'bad-regex', start: 7, end: text.length + 2 })
    }
    expect(where(`host:/${'a'.repeat(513)}/`)).toMatchObject({ code: 'bad-regex' })
    expect(where('dst.port:/2+/')).toMatchObject({ code: 'bad-value', start: 9, end: 13 })
  })
})

describe('a whole word', () => {
  it('is looked for in one field, or in every text', () => {
    expect(where('word:root')).toEqual({ kind: 'token', text: 'root' })
    expect(where('word:"failed password"')).toEqual({ kind: 'token', text: 'failed password' })
    expect(where('host:word( gate )')).toEqual({ kind: 'token', field: 'device.hostname', text: 'gate' })
    expect(where('user:word(root)')).toMatchObject({ kind: 'or', of: [{ kind: 'token' }, { kind: 'token' }] })
  })

  it('is refused in its place where it is missing, not closed, or has wildcards', () => {
    expect(where('word:')).toMatchObject({ code: 'missing-value', start: 5 })
    expect(where('host:word()')).toMatchObject({ code: 'missing-value' })
    expect(where('host:word(a')).toMatchObject({ code: 'open-bracket', start: 5, end: 10 })
    expect(where('word:ro*')).toMatchObject({ code: 'bad-wildcard', start: 5, end: 8 })
  })
})

describe('measures of many values', () => {
  const measures = (text: string) => {
    const search = parse(text)
    return search.ok ? search.value.measures : search.error
  }

  it('are the commonest values, a percentile, and about how many', () => {
    expect(measures('* | frequent 5 host by source')).toEqual([{ kind: 'topK', field: 'device.hostname', k: 5 }])
    expect(measures('| percentile 99.5 bytes.out')).toEqual([
      { kind: 'percentile', field: 'traffic.bytes_out', percent: 99.5 },
    ])
    expect(measures('| approxDistinct dst.port | percentile 50 bytes.out | percentile 95 bytes.out')).toHaveLength(3)
  })

  it('are refused in their place outside of their bounds', () => {
    expect(measures('| frequent 101 host')).toMatchObject({ code: 'bad-stage', start: 11, end: 14 })
    expect(measures('| percentile 101 bytes.out')).toMatchObject({ code: 'bad-stage', start: 13, end: 16 })
    expect(measures('| percentile 50 host')).toMatchObject({ code: 'bad-stage', start: 16, end: 20 })
    expect(measures('| frequent 5 user')).toMatchObject({ code: 'bad-stage', start: 13, end: 17 })
  })
})
