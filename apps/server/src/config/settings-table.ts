import { settings } from './settings.ts'

/** The table of settings in docs/guide/configuration.md. */
export function settingsTable(): string {
  return [
    '| setting | takes | default | change | what it does |',
    '| --- | --- | --- | --- | --- |',
    ...settings.map(({ name, takes, otherwise, shows, change, says, alias }) => {
      const value = shows?.(otherwise) ?? JSON.stringify(otherwise)
      const also = alias === undefined ? '' : ` (also \`${alias}\`)`
      return `| \`${name}\`${also} | ${takes} | \`${value}\` | ${change === 'live' ? 'reload' : 'restart'} | ${says} |`
    }),
  ].join('\n')
}
