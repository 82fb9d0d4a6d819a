/** Something that happens once. Listeners added later are called too. */
export class Latch<T> {
  readonly happened: Promise<T>
  set: (value: T) => void = () => {}

  constructor() {
    this.happened = new Promise((resolve) => {
      this.set = resolve
    })
  }

  on(listener: (value: T) => void): void {
    void this.happened.then(listener)
  }
}
