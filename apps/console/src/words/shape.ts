/** The same tree of keys with any text; where English has `_one`, other languages may have `_many` beside it (CLDR). */
export type Translation<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends string ? string : Translation<Tree[Key]>
} & {
  readonly [Key in keyof Tree as Key extends `${infer Base}_one` ? `${Base}_many` : never]: string
}
