import { type NamedAttrMap, type Tensor, cast, engine, greaterEqual, maximum, neg, scalar, where, zerosLike } from "@tensorflow/tfjs-core";
