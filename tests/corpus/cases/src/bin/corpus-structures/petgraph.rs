use corpus::cases;
use petgraph::Direction::Incoming;
use petgraph::algo::{connected_components, tarjan_scc, toposort};
use petgraph::graph::{DiGraph, UnGraph};
use petgraph::unionfind::UnionFind;
use petgraph::visit::{Bfs, Dfs};

fn graph(seed: u64) -> DiGraph<u64, u64> {
    let mut graph = DiGraph::new();
    let nodes: Vec<_> = (0..20).map(|i| graph.add_node(i)).collect();
    for i in 0..40 {
        let at = seed.rotate_left(i * 7);
        graph.add_edge(nodes[at as usize % 20], nodes[(at >> 9) as usize % 20], 1 + at % 9);
    }
    graph
}

cases! {
    "walks": |seed| {
        let graph = graph(seed);
        let start = graph.node_indices().next().unwrap();
        let (mut dfs, mut bfs) = (Dfs::new(&graph, start), Bfs::new(&graph, start));
        let mut hash = 0u64;
        while let Some(node) = dfs.next(&graph) {
            hash = hash.wrapping_mul(31) + graph[node];
        }
        while let Some(node) = bfs.next(&graph) {
            hash = hash.wrapping_mul(37) + graph[node] + graph.neighbors_directed(node, Incoming).count() as u64;
        }
        hash
    };
    "components": |seed| {
        let graph = graph(seed);
        let components = tarjan_scc(&graph);
        let sorted = toposort(&graph, None).map_or(0, |nodes| nodes[3].index() as u64);
        connected_components(&graph) as u64 + 100 * components.len() as u64 + (sorted << 20)
    };
    "union-find": |seed| {
        let mut sets = UnionFind::<usize>::new(30);
        for i in 0..25 {
            sets.union(seed.rotate_left(i) as usize % 30, seed.rotate_left(i * 5) as usize % 30);
        }
        sets.into_labeling().iter().fold(0, |hash: u64, x| hash.wrapping_mul(31) + *x as u64)
    };
    "changes": |seed| {
        let mut graph: UnGraph<u64, ()> = UnGraph::from_edges((0..30u32).map(|i| (i % 7, (seed >> i) as u32 % 9)));
        graph.retain_nodes(|graph, node| graph.neighbors(node).count() % 3 > 0);
        graph.edge_count() as u64 * 100 + graph.node_count() as u64
    };
}
