// What tus-js-client asks of url-parse: a Location resolved against the address that was asked.
export default class Adresse extends URL {
  constructor(lien: string, origine: string) {
    super(lien, new URL(origine, location.href));
  }
}
