/**
 * Replaces a property for a while.
 *
 * @returns puts back what was there
 */
export function replaced(owner: object, name: string, value: unknown): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  return () => {
    if (descriptor) Object.defineProperty(owner, name, descriptor);
    else Reflect.deleteProperty(owner, name); // uncovers the prototype's
  };
}
