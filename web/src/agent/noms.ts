// A kind of pièce as the staff calls it: what says « votre » to a family says whose to an agent.
import type { PieceType } from "../api.gen";
import { t, tSiConnu } from "../commun/i18n";

export const nomType = (type: PieceType): string => tSiConnu("agent", `type_${type}`) ?? t(`piece.${type}`);
