// Stylesheets are imported for their effect. The bundler turns them into files.
declare module "*.css";
