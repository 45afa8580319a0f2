import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Graph, type GraphNode } from '../../design/graph.tsx'
import type { GraphEdge } from '../../design/graph-layout.ts'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import type { PartyView, Supplies, SupplyTerms } from '../city-api.ts'

interface DependsProps {
  readonly id: string
  readonly name: string
  readonly supplies: Supplies
}

/** What something needs and what needs it: as a drawing, and with the terms of each supply. */
export function Depends({ id, name, supplies }: DependsProps) {
  const { t } = useWords()
  const go = useNavigate()
  const { needs, serves, beyond } = supplies
  const nothing = needs.length === 0 && serves.length === 0
  const drawn = useMemo(() => graphOf(id, name, supplies, t), [id, name, supplies, t])
  return (
    <section>
      <h2 className="sec">
        {t('entity.depends')} <span>{t('entity.dependsSays')}</span>
      </h2>
      {nothing && <p className="soft">{t('entity.noDepends')}</p>}
      {!nothing && (
        <>
          <Graph
            label={t('entity.depends')}
            nodes={drawn.nodes}
            edges={drawn.edges}
            chosen={keyOf({ kind: 'asset', id })}
            choose={(key) => {
              if (key.startsWith('asset:')) void go({ to: '/city/assets/$asset', params: { asset: key.slice(6) } })
              if (key.startsWith('service:'))
                void go({ to: '/city', search: { service: key.slice(8), list: 'things' } })
            }}
          />
          <dl className="kv said depends">
            {needs.map((one) => (
              <div key={`needs ${one.id}`}>
                <dt>{t('entity.needs')}</dt>
                <dd>
                  <Parties parties={one.suppliers} /> <Terms terms={one} />
                </dd>
              </div>
            ))}
            {serves.map((one) => (
              <div key={`serves ${one.id}`}>
                <dt>{t('entity.serves')}</dt>
                <dd>
                  <Parties parties={[one.dependent]} /> <Terms terms={one} />
                </dd>
              </div>
            ))}
            {beyond.length > 0 && (
              <div>
                <dt>{t('entity.beyond')}</dt>
                <dd>
                  <Parties parties={beyond} />
                </dd>
              </div>
            )}
          </dl>
        </>
      )}
    </section>
  )
}

const mostNamed = 12

function Parties({ parties }: { readonly parties: readonly PartyView[] }) {
  const { t, format } = useWords()
  const named = parties.slice(0, mostNamed)
  return (
    <>
      {named.map((party, at) => (
        <span key={`${party.kind} ${party.id ?? at}`}>
          {at > 0 && ', '}
          {party.id === null ? (
            <span className="faint">{t('entity.another')}</span>
          ) : party.kind === 'asset' ? (
            <Link to="/city/assets/$asset" params={{ asset: party.id }}>
              {printable(party.name ?? party.id)}
            </Link>
          ) : (
            <Link to="/city" search={{ service: party.id, list: 'things' }}>
              {printable(party.name ?? party.id)}
            </Link>
          )}
        </span>
      ))}
      {parties.length > named.length &&
        ` ${t('inventory.andMore', { n: format.count(parties.length - named.length) })}`}
    </>
  )
}

/** k of n, how long it holds without, whether hands take over, and what of this is supposed. */
function Terms({ terms: { of, needed, buffer, byHand, assumed } }: { readonly terms: SupplyTerms }) {
  const { t, format } = useWords()
  return (
    <span className="meta">
      {[
        of > 1 ? t('entity.kOfN', { needed: format.count(needed), of: format.count(of) }) : t('entity.only'),
        buffer > 0 ? t('entity.buffer', { n: format.count(buffer) }) : t('entity.noBuffer'),
        ...(byHand ? [t('entity.byHand')] : []),
        ...(assumed.length > 0 ? [t('city.assumed')] : []),
      ].join(' · ')}
    </span>
  )
}

function keyOf({ kind, id }: Pick<PartyView, 'kind' | 'id'>): string {
  return `${kind}:${id ?? ''}`
}

function graphOf(id: string, name: string, { needs, serves, beyond }: Supplies, t: ReturnType<typeof useWords>['t']) {
  const nodes = new Map<string, GraphNode>()
  const edges: GraphEdge[] = []
  const own = keyOf({ kind: 'asset', id })
  const enter = (party: PartyView) => {
    const key = keyOf(party)
    if (party.id !== null && !nodes.has(key)) {
      nodes.set(key, { id: key, label: printable(party.name ?? party.id), says: t(`entity.party.${party.kind}`) })
    }
    return party.id === null ? undefined : key
  }
  const kOfN = ({ needed, of }: SupplyTerms) => (of > 1 ? t('entity.kOfN', { needed, of }) : t('entity.only'))
  for (const one of needs) {
    for (const supplier of one.suppliers.slice(0, mostNamed)) {
      const key = enter(supplier)
      if (key !== undefined) edges.push({ from: key, to: own, says: kOfN(one) })
    }
  }
  nodes.set(own, { id: own, label: printable(name), says: t('entity.this') })
  for (const one of serves.slice(0, mostNamed)) {
    const key = enter(one.dependent)
    if (key !== undefined) edges.push({ from: own, to: key, says: kOfN(one) })
  }
  const last = serves.find(({ dependent }) => dependent.id !== null)?.dependent
  for (const party of beyond.slice(0, mostNamed)) {
    const key = enter(party)
    if (key !== undefined && last !== undefined) edges.push({ from: keyOf(last), to: key })
  }
  return { nodes: [...nodes.values()], edges }
}
