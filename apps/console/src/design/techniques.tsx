import type { Technique } from '@tocsin/event'

/** ATT&CK techniques by id, with the name where it is known. */
export function Techniques({ techniques }: { readonly techniques: readonly Technique[] }) {
  return (
    <ul className="techniques">
      {techniques.map(({ id, name }) => (
        <li key={id}>
          <span className="id">{id}</span> {name !== undefined && <span className="soft">{name}</span>}
        </li>
      ))}
    </ul>
  )
}
