import { build } from './build.mjs'
import { close, runSteps } from './steps.mjs'

/**
 * The second ring: kill -9 rounds, hostile senders, real counterparts, every screen in every theme, language and width, a
 * minute of fuzz with a printed seed, and the conformance suites where their corpora are (`TOCSIN_CORPORA`).
 */
build()
close(
  await runSteps([
    { name: 'kill -9 under load, 10 rounds', args: ['e2e/crash.mjs', '--rounds', '10'] },
    { name: 'kill -9 while rules are switched on', args: ['e2e/rules-update-dies.mjs'] },
    { name: 'backup under load, destroy, restore elsewhere', args: ['e2e/backup.mjs'] },
    { name: 'hostile senders', args: ['e2e/hostile.mjs'] },
    { name: 'real counterparts', args: ['e2e/counterparts.mjs'] },
    { name: 'Beats, the server killed on the way', args: ['e2e/lumberjack.mjs'] },
    { name: 'a machine’s own logs, followed', args: ['e2e/senses.mjs'] },
    { name: 'journald, a broker, databases, webhooks, an API', args: ['e2e/senses-services.mjs'] },
    { name: 'Tocsin watches itself', args: ['e2e/self.mjs'] },
    { name: 'a format of one’s own, changed under load; a tool that shouts', args: ['e2e/formats.mjs'] },
    { name: 'sources: a clock two hours ahead, rules that listen', args: ['e2e/sources.mjs'] },
    { name: 'a source is added in a browser', args: ['e2e/add-source.mjs'] },
    { name: 'the catalogue’s snippets, read by the programs that they are for', args: ['e2e/snippets.mjs'] },
    { name: 'the page of one source, and a format of one’s own', args: ['e2e/one-source.mjs'] },
    { name: 'people are told, the server killed on the way', args: ['e2e/notify.mjs'] },
    { name: 'the page of notifications, and how that looks', args: ['e2e/notify-page.mjs'] },
    { name: 'a flow that nobody meant, the server killed on the way', args: ['e2e/conduits.mjs'] },
    {
      name: 'work on a junction: what belongs to it folds, “not us” is told, no packet into OT',
      args: ['e2e/orders.mjs'],
    },
    { name: 'a phone at the cabinet, and an owner who answers by link', args: ['e2e/field.mjs'] },
    { name: 'the city from a list', args: ['e2e/city.mjs', '--full'] },
    { name: 'the sample city: alive, a story, left without a trace', args: ['e2e/sample.mjs'] },
    {
      name: 'seven ordinary days of the sample city, and its stories',
      args: ['bench/range/main.mjs', '--rate', '0.02'],
      beside: true,
    },
    { name: 'what is kept, and what goes', args: ['e2e/keeping.mjs', 'retention', 'archives'] },
    {
      name: 'parts, ended at many steps',
      // Twice the rounds of the first ring: a test of it alone takes 10 s on a quiet machine.
      args: [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--testTimeout=300000',
        'packages/store/src/events/parts/crash-points.test.ts',
      ],
      env: { TOCSIN_CRASH_ROUNDS: '16' },
      beside: true,
    },
    { name: 'an erasure, killed at each step', args: ['e2e/keeping.mjs', 'erasure'] },
    { name: 'a full disk', args: ['e2e/keeping.mjs', 'disk'] },
    { name: 'other releases of Node', args: ['e2e/nodes.mjs'], beside: true },
    { name: 'first hour, as the guide says it', args: ['e2e/first-hour.mjs'] },
    { name: 'every screen', args: ['e2e/console.mjs', '--full'] },
    { name: 'opened by hand, kept quiet, and how that looks', args: ['e2e/by-hand.mjs', '--opposites'] },
    { name: 'how a person signs in, and how that looks', args: ['e2e/account.mjs', '--opposites'] },
    { name: 'what is kept about people, as its people see it', args: ['e2e/keeping-screens.mjs'] },
    { name: 'the page of one rule, and how that looks', args: ['e2e/rule-page.mjs', '--opposites'] },
    { name: 'a night at the console', args: ['e2e/night.mjs'] },
    { name: 'every component in every state, held against its pictures', args: ['e2e/pictures.mjs'] },
    { name: 'fuzz', args: ['scripts/fuzz.mjs', '--seconds', '60'], beside: true },
    { name: 'conformance', args: ['scripts/conformance.mjs'] },
  ]),
)
