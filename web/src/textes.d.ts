declare module "virtual:textes/*" {
  import type fr from "../textes/fr.json";
  const sections: Partial<typeof fr>;
  export default sections;
}
