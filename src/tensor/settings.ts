/**
 * The numbers of a loss, a regularizer or an augmentation, by name: with its own name they tell one
 * from another when a run is resumed.
 */
export type Settings = Readonly<Record<string, string | number | boolean>>;
