import type { Language, Message } from './message.ts'
import { linesOf, subjectOf } from './words.ts'

/** Version of the webhook's body; a change that a receiver could stumble over makes it another one. */
export const bodySchema = 'tocsin.notification/1'

export interface Rendering {
  readonly language: Language
  readonly zone: string
  /** Where the console is. */
  readonly base: string
}

/** The JSON body of a webhook (docs/guide/notifications.md). The same message gives the same bytes. */
export function bodyOf(message: Message, { language, base }: Rendering): string {
  return JSON.stringify({
    schema: bodySchema,
    id: message.id,
    kind: message.kind,
    madeAt: new Date(message.made).toISOString(),
    realm: message.realm,
    subject: subjectOf(message, language),
    incidents: message.told.map((one) => ({
      id: one.incident,
      event: one.event,
      severity: one.severity,
      title: one.title[language],
      link: linkTo(base, one.incident),
      assets: one.assets,
      services: one.services,
      at: new Date(one.at).toISOString(),
    })),
    more: message.more,
  })
}

export interface MailContent {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** A mail in the language of its target: plain text, and the same as HTML. */
export function mailOf(message: Message, { language, zone, base }: Rendering): MailContent {
  const lines = linesOf(message, language, zone, (incident) => linkTo(base, incident))
  const text = lines.map(({ says, link }) => (link === undefined ? says : `${says}\n${link}`)).join('\n')
  const html = lines
    .map(({ says, link }) => {
      const shown = escapeHtml(says)
      return link === undefined ? `${shown}<br>` : `<a href="${escapeHtml(link)}">${shown}</a><br>`
    })
    .join('\n')
  return {
    subject: subjectOf(message, language),
    text: `${text}\n`,
    html: `<!doctype html><html lang="${language}"><head><meta charset="utf-8"></head><body>\n${html}\n</body></html>\n`,
  }
}

function linkTo(base: string, incident: string): string {
  return `${base.replace(/\/+$/, '')}/incidents/${encodeURIComponent(incident)}`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
