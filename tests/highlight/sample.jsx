import React from "react";

export default function Card({ title, items = [] }) {
  const [open, setOpen] = React.useState(false);
  return (
    <section className="card" onClick={() => setOpen(!open)}>
      <h2>{title}</h2>
      {items.map(item => <li key={item.id}>{item.name}</li>)}
    </section>
  );
}
